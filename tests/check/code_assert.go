package p

const _ = assert /* ERROR `assert(1 < 0) failed` */(1 < 0)
