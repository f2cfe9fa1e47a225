/*
 * glibc moved these functions to new symbol versions in 2.33 and 2.34 without changing what they do. Linked on a machine with a newer
 * glibc, the library would ask for those versions and not load on an older system. These stand in for them within the library and
 * call the old versions, which every glibc still has.
 */
#if defined __x86_64__ && defined __linux__
#define _LARGEFILE64_SOURCE
#include <pthread.h>
#include <sys/stat.h>

#define HERE __attribute__((visibility("hidden")))
#define OLD(name) __asm__(".symver cscert_old_" #name "," #name "@GLIBC_2.2.5")

/* The layout of struct stat that x86_64 has always had. */
#define STAT_VERSION 1

OLD(__xstat64);
OLD(__fxstat64);
OLD(__lxstat64);
OLD(pthread_create);
OLD(pthread_join);
OLD(pthread_key_create);
OLD(pthread_key_delete);
OLD(pthread_setspecific);
OLD(pthread_mutex_trylock);
OLD(pthread_mutexattr_init);
OLD(pthread_mutexattr_settype);
OLD(pthread_mutexattr_destroy);

int cscert_old___xstat64(int, const char *, struct stat64 *);
int cscert_old___fxstat64(int, int, struct stat64 *);
int cscert_old___lxstat64(int, const char *, struct stat64 *);
int cscert_old_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int cscert_old_pthread_join(pthread_t, void **);
int cscert_old_pthread_key_create(pthread_key_t *, void (*)(void *));
int cscert_old_pthread_key_delete(pthread_key_t);
int cscert_old_pthread_setspecific(pthread_key_t, const void *);
int cscert_old_pthread_mutex_trylock(pthread_mutex_t *);
int cscert_old_pthread_mutexattr_init(pthread_mutexattr_t *);
int cscert_old_pthread_mutexattr_settype(pthread_mutexattr_t *, int);
int cscert_old_pthread_mutexattr_destroy(pthread_mutexattr_t *);

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

HERE int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    return cscert_old_pthread_key_create(key, destructor);
}

HERE int pthread_key_delete(pthread_key_t key)
{
    return cscert_old_pthread_key_delete(key);
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
#endif
