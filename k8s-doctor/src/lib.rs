//! From a Kubernetes symptom to its root cause. Nothing is diagnosed yet but the machine before minikube starts on it: the crate
//! has its place in the workspace, and its example draws the sort of chain that it is going to find.

pub mod gather;
pub mod preflight;
