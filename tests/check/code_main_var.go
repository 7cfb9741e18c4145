package main

var main /* ERROR `cannot declare main - must be func` */ int
