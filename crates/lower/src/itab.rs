//! Itabs of pairs that the compiler knows: `{interface, type, hash, code of each method}`.
//!
//! The code of a method is there only if some interface's method of that name and signature is called; so the contents
//! are made at the end, like those of descriptors. No other code is ever looked at.

use crate::cx::{DataKey, Lowerer, MethodName};
use crate::reflect_call::NO_CODE;
use pontoon_base::bug;
use pontoon_ssa::Data;
use pontoon_ssa::program::{DataObject, Region, Reloc, RelocTarget};
use pontoon_types::Ty;

/// Where the codes begin.
const FUNS: usize = 24;

impl Lowerer<'_> {
    /// The itab that pairs an interface with a type that implements it. Equal pairs give one object, since itabs are
    /// compared by address at run time.
    pub fn itab(&mut self, iface: Ty, concrete: Ty) -> Data {
        let key = DataKey::Itab { iface, concrete };
        if let Some(&data) = self.datas.get(&key) {
            return data;
        }
        self.type_desc(iface);
        self.value_desc(concrete);
        self.descriptors.itabs.push((iface, concrete));
        self.data(key, |_| DataObject::default())
    }

    /// Makes the contents of all itabs, with the methods that are called by now.
    pub(crate) fn write_itabs(&mut self) {
        for (iface, concrete) in self.descriptors.itabs.clone() {
            let object = self.itab_object(iface, concrete);
            let data = self.datas.get(&DataKey::Itab { iface, concrete }).copied();
            let data = data.unwrap_or_else(|| bug!("an itab has its data"));
            self.program.data[data] = object;
        }
    }

    fn itab_object(&mut self, iface: Ty, concrete: Ty) -> DataObject {
        let name = format!("go:itab.{},{}", self.type_text(concrete), self.type_text(iface));
        let (inter, ty) = (self.type_desc(iface), self.value_desc(concrete));
        let methods = self.iface_methods(iface);
        let mut relocs = vec![
            Reloc { offset: 0, target: RelocTarget::Data(inter, 0) },
            Reloc { offset: 8, target: RelocTarget::Data(ty, 0) },
        ];
        let mut bytes = vec![0; FUNS + 8 * methods.len()];
        bytes[16..20].copy_from_slice(&self.type_hash(concrete).to_le_bytes());
        for (i, method) in methods.iter().enumerate() {
            let at = FUNS + 8 * i;
            let name = MethodName::new(method.name, method.pkg);
            if self.descriptors.called.contains(&(name, method.sig)) {
                let func = self.iface_method(concrete, name);
                relocs.push(Reloc { offset: at as u32, target: RelocTarget::Func(func) });
            } else {
                bytes[at..at + 8].copy_from_slice(&NO_CODE.to_le_bytes());
            }
        }
        let mut object = DataObject::constant(name, bytes, 8);
        object.relocs = relocs;
        object.region = Some(Region::Itabs);
        object
    }
}
