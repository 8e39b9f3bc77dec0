"""What the desk knows of a patient, and how two records of one person become one."""
