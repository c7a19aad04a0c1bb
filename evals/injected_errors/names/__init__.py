"""How clinicians name tests, diseases, medicines and vaccines; knows no chart."""
