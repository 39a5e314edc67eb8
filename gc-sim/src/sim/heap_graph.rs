//! The heap of a simulated process as a [`Graph`], for all that graphs can be asked: dominators, retained sizes, paths.

use crate::graph::{
    EdgeLabel, Graph, GraphBuilder, GraphError, Node, NodeId, RootKind, ShortestPaths,
};
use crate::sim::names::Names;
use crate::sim::program::Program;
use crate::sim::world::{ObjectId, Slot, World};

/// The objects of `world`, freed ones too, each at the node of its own number; and the roots.
///
/// # Errors
///
/// Only if there are more objects than a graph can have.
pub fn graph(program: &Program, world: &World) -> Result<Graph, GraphError> {
    let names = Names::new(program);
    let mut builder = GraphBuilder::new();
    for (id, object) in world.ids().zip(&world.objects) {
        let site = program.site(object.site);
        let node = Node {
            size: site.size,
            kind: builder.name(&site.kind)?,
            label: builder.name(&names.object(world, id))?,
            address: std::num::NonZeroU64::new(object.address),
        };
        builder.add_node(node)?;
    }
    for id in world.ids() {
        let captures = program.site(world.object(id).site).kind == "closure";
        for (slot, target) in world.fields(id) {
            let Slot::Field(_, index) = slot else { continue };
            let (field, _) = world.object(id).fields[index as usize];
            let name = builder.name(program.field(field))?;
            let label = if captures { EdgeLabel::Captured(name) } else { EdgeLabel::Field(name) };
            builder.add_edge(node(id), node(target), label)?;
        }
    }
    for (slot, target) in world.roots() {
        let (kind, name) = match slot {
            Slot::Local(..) => (RootKind::StackFrame, names.slot(world, slot)),
            Slot::Timer(_) => (RootKind::Timer, String::new()),
            Slot::Cleanup(_) => (RootKind::Finalizer, String::new()),
            Slot::Global(_) | Slot::Field(..) => (RootKind::Global, names.slot(world, slot)),
        };
        builder.add_root(node(target), kind, &name)?;
    }
    builder.finish()
}

/// By which path from a root an object is held, if it is.
pub fn path(program: &Program, world: &World, object: ObjectId) -> Option<String> {
    let graph = graph(program, world).ok()?;
    let path = ShortestPaths::new(&graph).to(&graph, node(object))?;
    Some(path.show(&graph).to_string())
}

/// The node of an object.
pub fn node(object: ObjectId) -> NodeId {
    NodeId::new(object.0)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::graph::{Dominators, RetainedSizes};
    use crate::sim::scenario::Scenario;

    #[test]
    fn what_a_graph_knows_of_a_scenario() {
        let scenario = Scenario::parse(
            "object closure f 32B { buf = b }\nobject b 64KiB { next }\nobject c 16B { b = b }\n\
             object d\nglobal g = f\ngoroutine main {\n}\n",
        )
        .unwrap();
        let world = World::new(&scenario.program);
        let graph = graph(&scenario.program, &world).unwrap();
        let (dominators, paths) = (Dominators::new(&graph), ShortestPaths::new(&graph));
        let retained = RetainedSizes::new(&graph, &dominators);
        let lines = graph.node_ids().map(|node| {
            let path = paths.to(&graph, node).map(|path| path.show(&graph).to_string());
            let path = path.unwrap_or_else(|| "not reachable".to_owned());
            format!("{} {}: {path}\n", graph.name(graph.label(node)), retained.of(node))
        });
        expect![[r#"
            f 65568: global g -> f
            b 65536: global g -> f -{buf}-> b
            c 0: not reachable
            d 0: not reachable
        "#]]
        .assert_eq(&lines.collect::<String>());
    }
}
