//! Type strings as `%T` prints them and descriptors hold them (the contract's §5.4): package names for the type itself,
//! full paths inside type arguments, spaces where gc's linker puts them.

use crate::cx::Lowerer;
use pontoon_base::bug;
use pontoon_syntax::ast::ChanDir;
use pontoon_types::object::is_exported;
use pontoon_types::ty::{Signature, TyKind};
use pontoon_types::{Pkg, Ty};
use std::fmt::Write;

impl Lowerer<'_> {
    /// What `%T` prints.
    pub(crate) fn type_text(&mut self, ty: Ty) -> String {
        let mut out = String::new();
        self.write_type(&mut out, ty, false);
        out
    }

    /// `paths`: inside type arguments, where packages have their whole path.
    fn write_type(&mut self, out: &mut String, ty: Ty, paths: bool) {
        match self.world.kind(ty).clone() {
            TyKind::Basic(basic) => out.push_str(basic.name()),
            TyKind::Pointer(elem) => self.write_prefixed(out, "*", elem, paths),
            TyKind::Slice(elem) => self.write_prefixed(out, "[]", elem, paths),
            TyKind::Array { len, elem } => self.write_prefixed(out, &format!("[{len}]"), elem, paths),
            TyKind::Map { key, elem } => {
                self.write_prefixed(out, "map[", key, paths);
                self.write_prefixed(out, "]", elem, paths);
            }
            TyKind::Chan { dir, elem } => {
                let receives = matches!(self.world.kind(elem), TyKind::Chan { dir: ChanDir::Recv, .. });
                match dir {
                    ChanDir::Both if receives => {
                        self.write_prefixed(out, "chan (", elem, paths);
                        out.push(')');
                    }
                    ChanDir::Both => self.write_prefixed(out, "chan ", elem, paths),
                    ChanDir::Send => self.write_prefixed(out, "chan<- ", elem, paths),
                    ChanDir::Recv => self.write_prefixed(out, "<-chan ", elem, paths),
                }
            }
            TyKind::Struct(fields) => {
                out.push_str("struct {");
                for (i, field) in fields.iter().enumerate() {
                    out.push_str(if i > 0 { "; " } else { " " });
                    if !field.embedded {
                        out.push_str(field.name.as_str());
                        out.push(' ');
                    }
                    self.write_type(out, field.ty, paths);
                    if !field.tag.is_empty() {
                        let tag = pontoon_types::constant::quote(field.tag.as_str().as_bytes());
                        write!(out, " {tag}").expect("writing to a string cannot fail");
                    }
                }
                out.push_str(if fields.is_empty() { "}" } else { " }" });
            }
            TyKind::Func(sig) => {
                out.push_str("func");
                self.write_signature(out, &sig, paths);
            }
            TyKind::Interface(_) => self.write_interface(out, ty, paths),
            TyKind::Named(named) => {
                let data = &self.world.named[named];
                let obj = self.world.obj(data.obj);
                if let Some(pkg) = obj.pkg {
                    self.write_pkg(out, pkg, paths);
                }
                out.push_str(obj.name.as_str());
                if let Some((_, targs)) = &data.instance {
                    out.push('[');
                    for (i, &targ) in targs.iter().enumerate() {
                        out.push_str(if i > 0 { "," } else { "" });
                        let targ = self.canonical(targ);
                        self.write_type(out, targ, true);
                    }
                    out.push(']');
                }
            }
            other => bug!("{other:?} has no descriptor"),
        }
    }

    fn write_prefixed(&mut self, out: &mut String, prefix: &str, elem: Ty, paths: bool) {
        out.push_str(prefix);
        let elem = self.canonical(elem);
        self.write_type(out, elem, paths);
    }

    fn write_pkg(&self, out: &mut String, pkg: Pkg, paths: bool) {
        let data = self.world.pkg(pkg);
        let name = if paths { data.path } else { data.name };
        write!(out, "{name}.").expect("writing to a string cannot fail");
    }

    fn write_interface(&mut self, out: &mut String, ty: Ty, paths: bool) {
        let methods = self.iface_methods(ty);
        if methods.is_empty() {
            return out.push_str("interface {}");
        }
        out.push_str("interface {");
        for (i, method) in methods.iter().enumerate() {
            out.push_str(if i > 0 { "; " } else { " " });
            if let Some(pkg) = method.pkg.filter(|_| !is_exported(method.name)) {
                self.write_pkg(out, pkg, paths);
            }
            out.push_str(method.name.as_str());
            let sig = self.world.signature(method.sig).clone();
            self.write_signature(out, &sig, paths);
        }
        out.push_str(" }");
    }

    fn write_signature(&mut self, out: &mut String, sig: &Signature, paths: bool) {
        out.push('(');
        for (i, param) in sig.params.iter().enumerate() {
            out.push_str(if i > 0 { ", " } else { "" });
            let ty = self.canonical(param.ty);
            match *self.world.kind(ty) {
                TyKind::Slice(elem) if sig.variadic && i + 1 == sig.params.len() => {
                    self.write_prefixed(out, "...", elem, paths);
                }
                _ => self.write_type(out, ty, paths),
            }
        }
        out.push(')');
        match &sig.results[..] {
            [] => {}
            [result] => self.write_prefixed(out, " ", result.ty, paths),
            results => {
                for (i, result) in results.iter().enumerate() {
                    self.write_prefixed(out, if i > 0 { ", " } else { " (" }, result.ty, paths);
                }
                out.push(')');
            }
        }
    }
}
