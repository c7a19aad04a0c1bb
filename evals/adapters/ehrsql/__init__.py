"""EHRSQL 2024: questions on a hospital's database, some of which it cannot answer.

reading      the folder of questions and labels, as its authors publish it
whose        which chart a question is put to
executing    a query of the labels run on the user's database, which it can only read
scoring      the reliability score of one case
sample       a few questions in the same form about invented patients
"""
