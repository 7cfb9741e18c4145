//! Itabs of pairs that the compiler knows: `{interface, type, hash, code of each method}`.

use crate::cx::{DataKey, Lowerer, MethodName};
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
        let name = format!("go:itab.{},{}", self.type_text(concrete), self.type_text(iface));
        let (inter, ty) = (self.type_desc(iface), self.value_desc(concrete));
        let methods = self.iface_methods(iface);
        let mut relocs = vec![
            Reloc { offset: 0, target: RelocTarget::Data(inter, 0) },
            Reloc { offset: 8, target: RelocTarget::Data(ty, 0) },
        ];
        for (i, method) in methods.iter().enumerate() {
            let func = self.iface_method(concrete, MethodName::new(method.name, method.pkg));
            relocs.push(Reloc { offset: (FUNS + 8 * i) as u32, target: RelocTarget::Func(func) });
        }
        let mut bytes = vec![0; FUNS + 8 * methods.len()];
        bytes[16..20].copy_from_slice(&self.type_hash(concrete).to_le_bytes());
        self.data(key, |_| {
            let mut object = DataObject::constant(name, bytes, 8);
            object.relocs = relocs;
            object.region = Some(Region::Itabs);
            object
        })
    }
}
