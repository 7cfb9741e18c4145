//! The whole program: functions, signatures, imports, exports, static data, globals.

use crate::entities::{Data, Func, Global, Import, Sig};
use crate::func::FuncData;
use crate::op::PanicFunc;
use crate::types::{Signature, Type};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Pos, PrimaryMap};

#[derive(Clone, Debug, Default)]
pub struct Program {
    pub funcs: PrimaryMap<Func, FuncData>,
    pub sigs: PrimaryMap<Sig, Signature>,
    pub imports: PrimaryMap<Import, ImportData>,
    pub exports: Vec<Export>,
    pub data: PrimaryMap<Data, DataObject>,
    pub globals: PrimaryMap<Global, GlobalData>,
    /// Where failed checks go; absent in programs (and tests) that check nothing.
    pub panic_funcs: [Option<Func>; PanicFunc::COUNT],
    /// Functions without parameters and results whose calls matter only if one of these objects is reached otherwise:
    /// initializers of variables, whose running nobody could observe.
    pub weak_inits: Vec<(Func, Vec<Data>)>,
    /// The allocator's functions, if there is one.
    pub fixed_alloc: Option<FixedAlloc>,
    /// What leaving with return needs of the runtime; absent in programs (and tests) that cannot.
    pub leaving: Option<Leaving>,
    /// Bytes of the memory stack.
    pub stack_size: u32,
    sig_table: FxHashMap<Signature, Sig>,
}

/// How objects are allocated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FixedAlloc {
    /// Takes the descriptor of an object and gives the object.
    pub object: Func,
    /// Takes a class, a descriptor and an i32 size as a multiple of 8, and gives an object of them.
    pub fixed: Func,
    /// The size of a class.
    pub class_size: u32,
    /// Larger objects have no class.
    pub max_size: u32,
}

/// The runtime's side of leaving and coming back. The order of words in frames and their descriptions is that of `frame`
/// and `frameInfo` in the overlay's frame.go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// i32: how what is leaving leaves, 1 with return, 2 for good.
    pub how: Global,
    /// ptr: the frame to go on in, for the function that is called next; null otherwise.
    pub frame: Global,
    /// i32: an estimate of the bytes of the engine's stack that are in use.
    pub depth: Global,
    /// i32: what of that is below the base.
    pub floor: Global,
    /// i32: not zero while nothing may leave with return, because the base runs or something that never suspends.
    pub hold: Global,
    /// i32s: where the memory stack's segment begins, the red zone apart, and how much there is behind that.
    pub stack_limit: Global,
    pub stack_span: Global,
    /// `(i32 size) -> ptr`: makes room on the memory stack for a frame and gives its address.
    pub more_memory_stack: Func,
    /// `(ptr info, i32 point) -> ptr`: a new frame behind those that were left before.
    pub push_frame: Func,
    /// `()`: leaves with return, to go on with an empty stack.
    pub more_stack: Func,
    /// The results of the function that returned to a frame, eight bytes each.
    pub results: Data,
}

impl Leaving {
    /// The functions that generated code calls by itself.
    pub fn callbacks(&self) -> [Func; 3] {
        [self.push_frame, self.more_stack, self.more_memory_stack]
    }
}

/// A function that the host provides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportData {
    pub module: String,
    pub name: String,
    /// `Ptr` is an i32 at the border.
    pub sig: Signature,
    /// Of the Go declaration.
    pub pos: Pos,
    /// The package that declares it, and the declaration in Go on one line: for the manifest.
    pub package: String,
    pub declaration: String,
}

/// A function that the host may call, with exactly its signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    pub name: String,
    pub func: Func,
}

/// A static object in linear memory.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DataObject {
    pub name: String,
    /// The content; shorter than `size` where the rest is zero.
    pub bytes: Vec<u8>,
    pub size: u32,
    pub align: u32,
    /// The program writes to it, so equal ones are not merged.
    pub mutable: bool,
    /// Ascending by offset, not overlapping.
    pub relocs: Vec<Reloc>,
    /// Offsets of words that hold heap pointers at run time: roots of the collector.
    pub pointers: Vec<u32>,
    /// Objects of one region lie side by side, in the order of their `order` text: type descriptors.
    pub region: Option<Region>,
}

/// A part of static data whose bounds the program can ask for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Region {
    /// A word in front of all others: offset 0 stands for nil.
    Start,
    /// runtime-contract.md §5.6: type descriptors that are found by their string, sorted by name.
    TypeLinks,
    /// Other type descriptors.
    Types,
    Itabs,
    /// Names that descriptors refer to by offset.
    Names,
    /// Behind all others.
    End,
}

/// A place in a data object that depends on where things lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reloc {
    pub offset: u32,
    pub target: RelocTarget,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelocTarget {
    /// An address, as a word of eight bytes.
    Data(Data, u32),
    /// An index into the function table, as a word of eight bytes.
    Func(Func),
    /// An i32: the distance from the beginning of the types region.
    TypeOffset(Data),
    /// An i32: an index into the function table.
    TextOffset(Func),
    /// The same, but only frames are entered through it: the program cannot call the function by this index.
    Reentry(Func),
    /// What only the layout knows, as a word of eight bytes.
    Bound(Bound),
}

/// Where parts of static data begin and end: runtime-contract.md §5.6.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Bound {
    /// The types region; offset 0 in it is nothing.
    Types,
    TypesEnd,
    /// The distance from `Types` to the end of the type links.
    TypeLinksLen,
    /// The distance from `Types` to the itabs, and their size.
    ItabsOffset,
    ItabsLen,
    /// Other data with content.
    Data,
    DataEnd,
    /// Data that is zero at the start.
    Zero,
    ZeroEnd,
    /// The first place in the function table behind functions that recover.
    Recoverers,
    /// The collector's roots: where objects with `pointers` lie, and where a bit for each word there tells which.
    Roots,
    RootsEnd,
    RootBits,
}

/// A wasm global.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GlobalData {
    pub name: String,
    pub ty: Type,
    pub init: GlobalInit,
    pub mutable: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GlobalInit {
    /// Bits of the initial value.
    Const(u64),
    /// The end of the memory stack, from which it grows down.
    StackTop,
    /// The lowest address that frames on the memory stack may have without a leaf's red zone below.
    StackLimit,
    /// The distance between the two.
    StackSpan,
}

/// What a function that calls nothing may use below the memory stack's limit without asking.
pub const STACK_RED_ZONE: u32 = 128;

impl Program {
    pub fn new() -> Program {
        Program { stack_size: 64 << 10, ..Program::default() }
    }

    /// The id of a signature, made on first use.
    pub fn sig(&mut self, sig: Signature) -> Sig {
        if let Some(&id) = self.sig_table.get(&sig) {
            return id;
        }
        let id = self.sigs.push(sig.clone());
        self.sig_table.insert(sig, id);
        id
    }

    pub fn panic_func(&self, kind: PanicFunc) -> Option<Func> {
        self.panic_funcs[kind as usize]
    }
}

impl DataObject {
    /// A read-only object that is all its bytes.
    pub fn constant(name: impl Into<String>, bytes: Vec<u8>, align: u32) -> DataObject {
        DataObject { name: name.into(), size: bytes.len() as u32, bytes, align, ..DataObject::default() }
    }

    /// A writable object that is all zero.
    pub fn zeroed(name: impl Into<String>, size: u32, align: u32) -> DataObject {
        DataObject { name: name.into(), size, align, mutable: true, ..DataObject::default() }
    }
}
