//! Draws a causal chain, from the symptom to the root cause, as DOT on standard output:
//! `cargo run -p k8s-doctor --example chain`

use std::io::{self, Write as _};

use gc_sim::picture::{Edge, EdgeStyle, Node, NodeStyle, Picture, dot};

fn main() -> io::Result<()> {
    let chain = [
        ("pod default/redis-0", "Pending"),
        ("claim default/data-redis-0", "waits for a volume"),
        ("provisioner kube-system/storage-provisioner", "ImagePullBackOff"),
        ("image storage-provisioner:v5", "not found in the mirror"),
    ];
    let mut picture = Picture::new("What is default/redis-0 held by?");
    let mut held = None;
    for (index, (object, state)) in chain.into_iter().enumerate() {
        let style = match index {
            0 => NodeStyle::Bold,
            _ if index + 1 == chain.len() => NodeStyle::Double,
            _ => NodeStyle::Box,
        };
        let node = picture.add_node(Node::new(object).row([state]).style(style));
        if let Some(held) = held.replace(node) {
            picture.add_edge(Edge::new(held, node).label("held by").style(EdgeStyle::Solid));
        }
    }
    io::stdout().write_all(dot(&picture).as_bytes())
}
