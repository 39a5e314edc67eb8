//! From a Kubernetes symptom to its root cause. What is here so far is what is known of minikube:
//! versions, image names, known issues.

pub mod minikube;
pub mod version;
