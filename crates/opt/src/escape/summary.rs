//! What a caller must know of a function: where the pointers that it is given go.

use pontoon_base::SecondaryMap;
use pontoon_ssa::Func;

/// Memory as a function sees it that does not know its callers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// Anything that lives as long as it likes.
    Heap,
    /// What a parameter points to.
    Param(u32),
    /// What can be reached from there by following pointers, as it was when the function was called.
    Below(u32),
}

/// See the module's comment. The lists are sorted.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    /// What may be referred to after the call by whoever likes.
    pub escapes: Vec<Place>,
    /// Pointers to the second place are stored in the first one.
    pub stores: Vec<(Place, Place)>,
    /// What each result may point to.
    pub results: Vec<Vec<Place>>,
    /// What is called as a closure.
    pub invokes: Vec<Place>,
}

/// Summaries of the functions that have been looked at.
pub type Summaries = SecondaryMap<Func, Summary>;
