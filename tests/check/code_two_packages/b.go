package /* ERROR `package b; expected package a` */ b
