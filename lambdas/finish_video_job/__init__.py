"""Takes what Rekognition says of its jobs, frees their slots and resumes their branches."""
