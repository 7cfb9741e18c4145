//! The types of a type set, seen one by one with their underlying types (types2's under.go).

use crate::checker::Checker;
use pontoon_syntax::ast::ChanDir;
use pontoon_types::ty::{Ty, TyKind};

/// A type of a type set with its underlying type; absent where the set has no specific types.
pub(crate) type SetType = Option<(Ty, Ty)>;

impl Checker<'_> {
    /// The specific types of a type parameter's type set, or the type itself. Never empty.
    pub(crate) fn typeset(&self, ty: Ty) -> Vec<SetType> {
        let world = self.world;
        if !world.is_type_param(ty) {
            return vec![Some((ty, world.under(ty)))];
        }
        let set = world.type_set(world.under(ty));
        if !set.has_terms() {
            return vec![None];
        }
        set.terms().iter().map(|term| Some((term.ty, world.under(term.ty)))).collect()
    }

    /// Whether `pred` holds for the underlying types of all of `ty`'s type set.
    pub(crate) fn under_is(&self, ty: Ty, mut pred: impl FnMut(Option<Ty>) -> bool) -> bool {
        self.typeset(ty).into_iter().all(|entry| pred(entry.map(|(_, under)| under)))
    }

    /// The underlying type that all types of `ty`'s type set share, or why there is none. Channels may differ in
    /// their directions as long as they do not conflict. `cond` may object to a type first.
    pub(crate) fn common_under(
        &self,
        ty: Ty,
        mut cond: impl FnMut(SetType) -> Option<String>,
    ) -> Result<Ty, String> {
        let world = self.world;
        let mut common: SetType = None;
        for entry in self.typeset(ty) {
            if let Some(objection) = cond(entry) {
                return Err(objection);
            }
            let Some((t, u)) = entry else { return Err("no specific type".to_string()) };
            let Some((ct, cu)) = common else {
                common = entry;
                continue;
            };
            if let (&TyKind::Chan { dir: cdir, elem: celem }, &TyKind::Chan { dir, elem }) =
                (world.kind(cu), world.kind(u))
            {
                let complain = |what| format!("channels {} and {} have {what}", self.show(ct), self.show(t));
                if !world.identical(celem, elem) {
                    return Err(complain("different element types"));
                }
                if cdir != dir && cdir == ChanDir::Both {
                    common = entry;
                } else if cdir != dir && dir != ChanDir::Both {
                    return Err(complain("conflicting directions"));
                }
                continue;
            }
            if !world.identical(cu, u) {
                let (ct, t) = (self.show(ct), self.show(t));
                return Err(format!("{ct} and {t} have different underlying types"));
            }
        }
        Ok(common.map_or_else(|| world.invalid(), |(_, under)| under))
    }

    /// The common underlying type, where the reason for its absence does not matter.
    pub(crate) fn shared_under(&self, ty: Ty) -> Option<Ty> {
        if self.world.is_type_param(ty) {
            self.common_under(ty, |_| None).ok()
        } else {
            Some(self.world.under(ty))
        }
    }
}
