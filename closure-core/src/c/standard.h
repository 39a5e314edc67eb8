/* What the standards of C and POSIX declare and cgo code uses: types whose size follows from the
   machine, and functions. Structs of which the standards do not give the places of members are not
   complete here. */

typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
#if defined(__LP64__)
typedef long int64_t, ssize_t, intptr_t, ptrdiff_t, intmax_t, off_t;
typedef unsigned long uint64_t, size_t, uintptr_t, uintmax_t;
#elif defined(_WIN64)
typedef long long int64_t, ssize_t, intptr_t, ptrdiff_t, intmax_t;
typedef unsigned long long uint64_t, size_t, uintptr_t, uintmax_t;
#else
typedef long long int64_t, intmax_t;
typedef unsigned long long uint64_t, uintmax_t;
typedef int ssize_t, intptr_t, ptrdiff_t;
typedef unsigned int size_t, uintptr_t;
#endif
typedef int pid_t;
typedef unsigned int uid_t, gid_t, socklen_t;
typedef long time_t, clock_t;
typedef _Bool bool;
typedef struct _IO_FILE FILE;
typedef struct __dirstream DIR;

struct sockaddr {
#ifdef __APPLE__
	unsigned char sa_len, sa_family;
#else
	unsigned short sa_family;
#endif
	char sa_data[14];
};
struct addrinfo {
	int ai_flags, ai_family, ai_socktype, ai_protocol;
#ifdef _WIN32
	size_t ai_addrlen;
#else
	socklen_t ai_addrlen;
#endif
#ifdef __gnu_linux__
	struct sockaddr *ai_addr;
	char *ai_canonname;
#else
	char *ai_canonname;
	struct sockaddr *ai_addr;
#endif
	struct addrinfo *ai_next;
};
struct iovec {
	void *iov_base;
	size_t iov_len;
};
struct passwd;
struct group;
struct hostent;
#ifdef _WIN32
struct tm {
	int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};
#else
struct tm;
#endif

/* stdlib.h */
void *calloc(size_t n, size_t size);
void *realloc(void *p, size_t size);
void free(void *p);
void abort(void);
void exit(int status);
int atexit(void (*func)(void));
int abs(int n);
long labs(long n);
int atoi(const char *s);
long atol(const char *s);
double atof(const char *s);
long strtol(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
double strtod(const char *s, char **end);
int rand(void);
void srand(unsigned int seed);
long random(void);
void srandom(unsigned int seed);
char *getenv(const char *name);
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);
int putenv(char *s);
int system(const char *command);
char *realpath(const char *path, char *resolved);
void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *));
int mkstemp(char *name);
int posix_memalign(void **p, size_t alignment, size_t size);

/* string.h */
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *p, int c, size_t n);
void *memchr(const void *p, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t n);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t n);
char *strcat(char *to, const char *from);
char *strncat(char *to, const char *from, size_t n);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *part);
char *strdup(const char *s);
char *strndup(const char *s, size_t n);
char *strerror(int code);

/* stdio.h */
FILE *fopen(const char *name, const char *mode);
FILE *fdopen(int fd, const char *mode);
FILE *freopen(const char *name, const char *mode, FILE *file);
FILE *popen(const char *command, const char *mode);
FILE *tmpfile(void);
int fclose(FILE *file);
int pclose(FILE *file);
int fflush(FILE *file);
size_t fread(void *p, size_t size, size_t n, FILE *file);
size_t fwrite(const void *p, size_t size, size_t n, FILE *file);
int fputs(const char *s, FILE *file);
char *fgets(char *s, int n, FILE *file);
int fputc(int c, FILE *file);
int fgetc(FILE *file);
int fseek(FILE *file, long offset, int whence);
long ftell(FILE *file);
void rewind(FILE *file);
int feof(FILE *file);
int ferror(FILE *file);
int fileno(FILE *file);
int puts(const char *s);
int putchar(int c);
int getchar(void);
void perror(const char *s);
int rename(const char *from, const char *to);
int remove(const char *name);
void setbuf(FILE *file, char *buffer);

/* math.h */
double acos(double x), asin(double x), atan(double x), atan2(double y, double x), cos(double x),
	sin(double x), tan(double x), cosh(double x), sinh(double x), tanh(double x), exp(double x),
	log(double x), log10(double x), log2(double x), pow(double x, double y), sqrt(double x),
	cbrt(double x), ceil(double x), floor(double x), round(double x), fabs(double x),
	fmod(double x, double y), hypot(double x, double y);
float sinf(float x), cosf(float x), sqrtf(float x), powf(float x, float y), fabsf(float x);

/* unistd.h, sys/types.h, fcntl.h */
ssize_t read(int fd, void *p, size_t n);
ssize_t write(int fd, const void *p, size_t n);
int close(int fd);
int dup(int fd);
int dup2(int fd, int to);
int pipe(int fds[2]);
pid_t getpid(void), getppid(void), fork(void), setsid(void);
uid_t getuid(void), geteuid(void);
gid_t getgid(void), getegid(void);
int setuid(uid_t id), seteuid(uid_t id), setgid(gid_t id), setegid(gid_t id);
unsigned int sleep(unsigned int seconds);
int usleep(unsigned int microseconds);
int isatty(int fd);
int unlink(const char *path);
int rmdir(const char *path);
int chdir(const char *path);
char *getcwd(char *s, size_t n);
int access(const char *path, int mode);
int gethostname(char *s, size_t n);
long sysconf(int name);
int kill(pid_t process, int signal);
int raise(int signal);
int execv(const char *path, char *const args[]);
int execvp(const char *name, char *const args[]);
pid_t waitpid(pid_t process, int *status, int options);

/* sys/mman.h */
int munmap(void *p, size_t n);
int mprotect(void *p, size_t n, int protection);
int msync(void *p, size_t n, int flags);
int mlock(const void *p, size_t n);
int munlock(const void *p, size_t n);

/* dlfcn.h */
void *dlopen(const char *name, int mode);
void *dlsym(void *handle, const char *name);
int dlclose(void *handle);
char *dlerror(void);

/* netdb.h, sys/socket.h, pwd.h, grp.h, dirent.h */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
	struct addrinfo **result);
void freeaddrinfo(struct addrinfo *list);
const char *gai_strerror(int code);
int getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_length,
	char *service, socklen_t service_length, int flags);
int socket(int domain, int type, int protocol);
int connect(int fd, const struct sockaddr *address, socklen_t length);
int bind(int fd, const struct sockaddr *address, socklen_t length);
int listen(int fd, int backlog);
struct passwd *getpwnam(const char *name), *getpwuid(uid_t id);
struct group *getgrnam(const char *name), *getgrgid(gid_t id);
DIR *opendir(const char *name);
int closedir(DIR *directory);

/* time.h */
time_t time(time_t *result);
clock_t clock(void);
double difftime(time_t end, time_t start);
