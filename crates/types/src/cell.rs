//! Cells for what is learned about an entry of the world after it was made.

use pontoon_base::EntityId;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// An optional id that can be set through a shared reference.
///
/// Set by the thread that declares a package; the others only see packages that are complete.
#[derive(Debug)]
pub struct IdCell<K>(AtomicU32, PhantomData<K>);

impl<K: EntityId> IdCell<K> {
    pub fn new(id: Option<K>) -> IdCell<K> {
        let cell = IdCell(AtomicU32::new(0), PhantomData);
        if let Some(id) = id {
            cell.set(id);
        }
        cell
    }

    #[inline]
    pub fn get(&self) -> Option<K> {
        match self.0.load(Ordering::Acquire) {
            0 => None,
            raw => Some(K::new(raw as usize - 1)),
        }
    }

    pub fn set(&self, id: K) {
        self.0.store(id.index() as u32 + 1, Ordering::Release);
    }
}

/// A flag that can be raised through a shared reference.
#[derive(Debug, Default)]
pub struct Flag(AtomicBool);

impl Flag {
    pub fn of(value: bool) -> Flag {
        Flag(AtomicBool::new(value))
    }

    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn put(&self, value: bool) {
        self.0.store(value, Ordering::Relaxed);
    }
}
