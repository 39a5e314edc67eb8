#ifndef CGO_H
#define CGO_H
#define EXPORT __attribute__((visibility("default")))
#define N_ITEMS (1 << 3)
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
#if defined(_WIN32) && !defined(NEVER)
typedef long handle_t;
#else
typedef int handle_t;
#endif
typedef struct node node;
struct node {
	node *next;
	unsigned char type;
	union { int i; double d; } value;
	char name[N_ITEMS];
};
EXPORT node *node_new(const char *name, size_t n), *node_last(node *first);
EXPORT int (*node_hook(handle_t h))(void *context, int (*done)(node *));
#ifdef __cplusplus
}
#endif
#endif
