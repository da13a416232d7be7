"""What the templates say: permissions, queues, alarms, the gate. Nothing here calls AWS."""
