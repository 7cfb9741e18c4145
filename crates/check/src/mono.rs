//! Generic code that would need infinitely many instances (types2's mono.go): `func f[T any]() { f[*T]() }`.
//!
//! Type arguments flow to type parameters. A graph has an edge for every flow, of weight 1 if the parameter gets a type
//! that is made from the source and 0 if it gets the source itself; a cycle with some weight means that the types never
//! end. Local types of generic functions are vertices too, since they differ in every instance of the function.

use crate::checker::Checker;
use pontoon_base::Pos;
use pontoon_base::hash::FxHashMap;
use pontoon_types::ty::{Ty, TyKind};
use pontoon_types::{Obj, Pkg, World};

struct Vertex {
    /// A type parameter or a local type.
    obj: Obj,
    /// Of the heaviest path to here that is known, its weight, its number of edges, and the last of those.
    weight: usize,
    len: usize,
    last: usize,
}

struct Edge {
    from: usize,
    to: usize,
    weight: usize,
    pos: Pos,
    /// The type argument.
    ty: Ty,
}

/// A type parameter that gets a type argument.
pub(crate) struct Flow {
    tparam: Ty,
    targ: Ty,
    pos: Pos,
}

/// Which types flow to which type parameters in a package.
#[derive(Default)]
pub(crate) struct Flows {
    /// In the order in which they were found.
    pub(crate) list: Vec<Flow>,
    /// The receiver type's own parameters for those that a method's receiver declares.
    canonical: FxHashMap<Ty, Ty>,
}

impl Flows {
    /// Notes that a method's receiver calls the receiver type's parameter `tparam` by the name of `own`.
    pub(crate) fn unify(&mut self, own: Ty, tparam: Ty) {
        self.canonical.insert(own, tparam);
    }
}

/// The graph that the flows of a package make.
struct Graph<'a> {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    canonical: &'a FxHashMap<Ty, Ty>,
    /// None for types that are the same in all instances.
    vertex_of: FxHashMap<Obj, Option<usize>>,
}

impl<'a> Graph<'a> {
    fn new(world: &World, pkg: Pkg, flows: &'a Flows) -> Graph<'a> {
        let mut graph = Graph {
            vertices: Vec::new(),
            edges: Vec::new(),
            canonical: &flows.canonical,
            vertex_of: FxHashMap::default(),
        };
        for &Flow { tparam, targ, pos } in &flows.list {
            let to = graph.type_param(world, tparam);
            graph.flow(world, pkg, to, targ, targ, pos);
        }
        graph
    }

    fn add_vertex(&mut self, obj: Obj) -> usize {
        self.vertices.push(Vertex { obj, weight: 0, len: 0, last: 0 });
        self.vertex_of.insert(obj, Some(self.vertices.len() - 1));
        self.vertices.len() - 1
    }

    fn type_param(&mut self, world: &World, tparam: Ty) -> usize {
        let tparam = world.as_type_param(tparam).and_then(|id| world.tparams[id].origin).unwrap_or(tparam);
        let tparam = self.canonical.get(&tparam).copied().unwrap_or(tparam);
        let obj = type_param_obj(world, tparam);
        match self.vertex_of.get(&obj) {
            Some(&Some(vertex)) => vertex,
            _ => self.add_vertex(obj),
        }
    }

    /// The vertex of a defined type, if it is declared in a generic function of the package.
    fn named(&mut self, world: &World, pkg: Pkg, ty: Ty) -> Option<usize> {
        let TyKind::Named(named) = *world.kind(ty) else { return None };
        let data = &world.named[named];
        let implicit = match data.instance.as_ref().map(|&(origin, _)| world.kind(origin)) {
            Some(&TyKind::Named(origin)) => &world.named[origin].implicit,
            _ => &data.implicit,
        };
        let obj = world.obj(data.obj);
        if obj.pkg != Some(pkg) || implicit.is_empty() {
            return None;
        }
        if let Some(&known) = self.vertex_of.get(&data.obj) {
            return known;
        }
        let vertex = self.add_vertex(data.obj);
        for &tparam in implicit {
            let from = self.type_param(world, tparam);
            self.edges.push(Edge { from, to: vertex, weight: 1, pos: obj.pos, ty: tparam });
        }
        Some(vertex)
    }

    /// Adds the flow of everything in `ty`, a part of the type argument `targ`, to the vertex `to`.
    fn flow(&mut self, world: &World, pkg: Pkg, to: usize, ty: Ty, targ: Ty, pos: Pos) {
        let ty = world.unalias(ty);
        let weight = usize::from(ty != targ);
        match world.kind(ty) {
            TyKind::TypeParam(_) => {
                let from = self.type_param(world, ty);
                self.edges.push(Edge { from, to, weight, pos, ty: targ });
            }
            &TyKind::Named(named) => {
                if let Some(from) = self.named(world, pkg, ty) {
                    self.edges.push(Edge { from, to, weight, pos, ty: targ });
                }
                for &arg in world.named[named].instance.iter().flat_map(|(_, targs)| targs) {
                    self.flow(world, pkg, to, arg, targ, pos);
                }
            }
            &TyKind::Pointer(elem)
            | &TyKind::Slice(elem)
            | &TyKind::Array { elem, .. }
            | &TyKind::Chan { elem, .. } => self.flow(world, pkg, to, elem, targ, pos),
            &TyKind::Map { key, elem } => {
                self.flow(world, pkg, to, key, targ, pos);
                self.flow(world, pkg, to, elem, targ, pos);
            }
            TyKind::Interface(_) => {
                for method in world.type_set(ty).methods() {
                    self.flow(world, pkg, to, method.sig, targ, pos);
                }
            }
            TyKind::Func(sig) => {
                for param in sig.params.iter().chain(&sig.results) {
                    self.flow(world, pkg, to, param.ty, targ, pos);
                }
            }
            TyKind::Struct(fields) => {
                for field in fields {
                    self.flow(world, pkg, to, field.ty, targ, pos);
                }
            }
            TyKind::Basic(_) | TyKind::Tuple(_) | TyKind::Union(_) | TyKind::Alias(_) => {}
        }
    }

    /// A vertex that a path reaches which is as long as there are vertices, so that it has a cycle.
    fn endless(&mut self) -> Option<usize> {
        let mut again = true;
        while std::mem::take(&mut again) {
            for (i, edge) in self.edges.iter().enumerate() {
                let (weight, len) =
                    (self.vertices[edge.from].weight + edge.weight, self.vertices[edge.from].len + 1);
                let count = self.vertices.len();
                let to = &mut self.vertices[edge.to];
                if weight <= to.weight {
                    continue;
                }
                (to.last, to.len) = (i, len);
                if len == count {
                    return Some(edge.to);
                }
                to.weight = weight;
                again = true;
            }
        }
        None
    }

    /// The vertices of the cycle on the heaviest path to `vertex`, backwards.
    fn cycle(&self, mut vertex: usize) -> Vec<usize> {
        let mut path = Vec::new();
        while !path.contains(&vertex) {
            path.push(vertex);
            vertex = self.edges[self.vertices[vertex].last].from;
        }
        let start = path.iter().position(|&other| other == vertex).unwrap_or_default();
        path.split_off(start)
    }
}

fn type_param_obj(world: &World, tparam: Ty) -> Obj {
    match *world.kind(tparam) {
        TyKind::TypeParam(id) => world.tparams[id].obj,
        _ => pontoon_base::bug!("{tparam} is no type parameter"),
    }
}

impl Checker<'_> {
    /// Notes that type parameters are instantiated; `positions` are those of the type arguments that are written out.
    pub(crate) fn record_mono_instance(&mut self, pos: Pos, tparams: &[Ty], targs: &[Ty], positions: &[Pos]) {
        let world = self.world;
        for (i, (&tparam, &targ)) in tparams.iter().zip(targs).enumerate() {
            // Cycles are within a package.
            if world.obj(type_param_obj(world, tparam)).pkg != Some(self.pkg) {
                continue;
            }
            let pos = positions.get(i).copied().unwrap_or(pos);
            self.flows.list.push(Flow { tparam, targ, pos });
        }
    }

    /// Reports generic code that would need infinitely many instances.
    pub(crate) fn monomorph(&mut self) {
        let world = self.world;
        let mut graph = Graph::new(world, self.pkg, &self.flows);
        let Some(vertex) = graph.endless() else { return };
        let cycle = graph.cycle(vertex);
        let mut message = "instantiation cycle:".to_string();
        for &vertex in &cycle {
            let edge = &graph.edges[graph.vertices[vertex].last];
            let obj = world.obj(graph.vertices[vertex].obj);
            let is_tparam = obj.ty.get().is_some_and(|ty| world.is_type_param(ty));
            let how = if is_tparam { "instantiated as" } else { "implicitly parameterized by" };
            let (at, ty) = (self.pos_text(edge.pos), self.show(edge.ty));
            message.push_str(&format!("\n\t{at}: {} {how} {ty}", obj.name));
        }
        let pos = world.obj(graph.vertices[cycle[0]].obj).pos;
        self.error(pos, "invalid-instance-cycle", message);
    }
}
