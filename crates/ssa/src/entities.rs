//! Ids of what a program and its functions are made of.

use pontoon_base::entity;

entity! {
    /// A value: a block parameter or a result of an instruction.
    pub struct Value, "v"
}
entity! {
    /// A block.
    pub struct Block, "b"
}
entity! {
    /// An instruction.
    pub struct Inst, "inst"
}
entity! {
    /// A stack slot of a function, on the memory stack.
    pub struct Slot, "ss"
}
entity! {
    /// A mutable local of a function, outside SSA.
    pub struct Local, "l"
}
entity! {
    /// A function of the program.
    pub struct Func, "f"
}
entity! {
    /// An interned signature.
    pub struct Sig, "sig"
}
entity! {
    /// A static data object.
    pub struct Data, "d"
}
entity! {
    /// A wasm global.
    pub struct Global, "g"
}
entity! {
    /// An imported function.
    pub struct Import, "imp"
}
