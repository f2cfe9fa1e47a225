/*
 * glibc moved these functions to new symbol versions from 2.32 to 2.34 without changing what they do. Linked on a machine with a newer
 * glibc, the library would ask for those versions and not load on an older system. These stand in for them within the library and
 * call the old versions, which every glibc still has.
 */
#if (defined __x86_64__ || defined __aarch64__) && defined __linux__
#define _GNU_SOURCE
#define _LARGEFILE64_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sys/stat.h>

#define HERE __attribute__((visibility("hidden")))
#define OLD_OF(version, name) __asm__(".symver cscert_old_" #name "," #name "@GLIBC_" version)

/* What a processor's glibc began with, and the layout of struct stat that it has always had. */
#ifdef __x86_64__
#define OLD(name) OLD_OF("2.2.5", name)
#define OLD_SETNAME "2.12"
#define STAT_VERSION 1
#else
#define OLD(name) OLD_OF("2.17", name)
#define OLD_SETNAME "2.17"
#define STAT_VERSION 0
#endif

OLD(__xstat64);
OLD(__fxstat64);
OLD(__lxstat64);
OLD(pthread_create);
OLD(pthread_join);
OLD(pthread_detach);
OLD_OF(OLD_SETNAME, pthread_setname_np);
OLD(pthread_getattr_np);
OLD(pthread_attr_setstacksize);
OLD(pthread_attr_getstack);
OLD(pthread_attr_getguardsize);
OLD(pthread_key_create);
OLD(pthread_key_delete);
OLD(pthread_getspecific);
OLD(pthread_setspecific);
OLD(pthread_mutex_trylock);
OLD(pthread_mutexattr_init);
OLD(pthread_mutexattr_settype);
OLD(pthread_mutexattr_destroy);
OLD(dlsym);

int cscert_old___xstat64(int, const char *, struct stat64 *);
int cscert_old___fxstat64(int, int, struct stat64 *);
int cscert_old___lxstat64(int, const char *, struct stat64 *);
int cscert_old_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int cscert_old_pthread_join(pthread_t, void **);
int cscert_old_pthread_detach(pthread_t);
int cscert_old_pthread_setname_np(pthread_t, const char *);
int cscert_old_pthread_getattr_np(pthread_t, pthread_attr_t *);
int cscert_old_pthread_attr_setstacksize(pthread_attr_t *, size_t);
int cscert_old_pthread_attr_getstack(const pthread_attr_t *, void **, size_t *);
int cscert_old_pthread_attr_getguardsize(const pthread_attr_t *, size_t *);
int cscert_old_pthread_key_create(pthread_key_t *, void (*)(void *));
int cscert_old_pthread_key_delete(pthread_key_t);
void *cscert_old_pthread_getspecific(pthread_key_t);
int cscert_old_pthread_setspecific(pthread_key_t, const void *);
int cscert_old_pthread_mutex_trylock(pthread_mutex_t *);
int cscert_old_pthread_mutexattr_init(pthread_mutexattr_t *);
int cscert_old_pthread_mutexattr_settype(pthread_mutexattr_t *, int);
int cscert_old_pthread_mutexattr_destroy(pthread_mutexattr_t *);
void *cscert_old_dlsym(void *, const char *);

HERE int stat64(const char *path, struct stat64 *out)
{
    return cscert_old___xstat64(STAT_VERSION, path, out);
}

HERE int fstat64(int file, struct stat64 *out)
{
    return cscert_old___fxstat64(STAT_VERSION, file, out);
}

HERE int lstat64(const char *path, struct stat64 *out)
{
    return cscert_old___lxstat64(STAT_VERSION, path, out);
}

HERE int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    return cscert_old_pthread_create(thread, attributes, start, argument);
}

HERE int pthread_join(pthread_t thread, void **result)
{
    return cscert_old_pthread_join(thread, result);
}

HERE int pthread_detach(pthread_t thread)
{
    return cscert_old_pthread_detach(thread);
}

HERE int pthread_setname_np(pthread_t thread, const char *name)
{
    return cscert_old_pthread_setname_np(thread, name);
}

HERE int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    return cscert_old_pthread_getattr_np(thread, attributes);
}

HERE int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    return cscert_old_pthread_attr_setstacksize(attributes, size);
}

HERE int pthread_attr_getstack(const pthread_attr_t *attributes, void **stack, size_t *size)
{
    return cscert_old_pthread_attr_getstack(attributes, stack, size);
}

HERE int pthread_attr_getguardsize(const pthread_attr_t *attributes, size_t *size)
{
    return cscert_old_pthread_attr_getguardsize(attributes, size);
}

HERE int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    return cscert_old_pthread_key_create(key, destructor);
}

HERE int pthread_key_delete(pthread_key_t key)
{
    return cscert_old_pthread_key_delete(key);
}

HERE void *pthread_getspecific(pthread_key_t key)
{
    return cscert_old_pthread_getspecific(key);
}

HERE int pthread_setspecific(pthread_key_t key, const void *value)
{
    return cscert_old_pthread_setspecific(key, value);
}

HERE int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return cscert_old_pthread_mutex_trylock(mutex);
}

HERE int pthread_mutexattr_init(pthread_mutexattr_t *attributes)
{
    return cscert_old_pthread_mutexattr_init(attributes);
}

HERE int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type)
{
    return cscert_old_pthread_mutexattr_settype(attributes, type);
}

HERE int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes)
{
    return cscert_old_pthread_mutexattr_destroy(attributes);
}

HERE void *dlsym(void *library, const char *name)
{
    return cscert_old_dlsym(library, name);
}
#endif
