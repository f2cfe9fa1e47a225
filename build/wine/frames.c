// Lets .NET's exceptions pass in wine 8. Wine keeps a list of its own frames in each thread, and puts one on it before it calls a
// handler of an exception. From version 9 on .NET goes on from within its handler and never returns to wine, so that the frame stays
// on the list when its memory has become something else; the next exception calls what stands there. None of the frames has a say in
// exceptions of .NET, so they are taken off the list before wine looks.
#include <windows.h>

// Exceptions that code was compiled to throw: C#'s, C++'s, and those that the runtime throws to itself.
#define MANAGED 0xe0434352
#define CPLUSPLUS 0xe06d7363
#define INTERNAL 0x02345678

#define END ((EXCEPTION_REGISTRATION_RECORD *)-1)

static const void *runtime;

static BOOL is_of_runtime(const EXCEPTION_RECORD *exception) {
    switch (exception->ExceptionCode) {
    case MANAGED:
    case CPLUSPLUS:
    case INTERNAL:
        return TRUE;
    default: {
        // A fault: in compiled C#, which lies in no file's image, or in the runtime's own library.
        MEMORY_BASIC_INFORMATION code;
        return VirtualQuery(exception->ExceptionAddress, &code, sizeof code) == 0 || code.Type != MEM_IMAGE || code.AllocationBase == runtime;
    }
    }
}

static LONG CALLBACK drop_dead_frames(EXCEPTION_POINTERS *exception) {
    NT_TIB *thread = (NT_TIB *)NtCurrentTeb();
    DWORD error = GetLastError();
    if (is_of_runtime(exception->ExceptionRecord)) {
        thread->ExceptionList = END;
    } else if (thread->ExceptionList != END) {
        // A fault in wine that it foresaw: the frame that it made for it is the first.
        thread->ExceptionList->Next = END;
    }
    SetLastError(error);
    return EXCEPTION_CONTINUE_SEARCH;
}

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, void *reserved) {
    (void)library;
    (void)reserved;
    if (reason != DLL_PROCESS_ATTACH) {
        return TRUE;
    }
    runtime = GetModuleHandleW(L"coreclr.dll");
    return AddVectoredExceptionHandler(TRUE, drop_dead_frames) != NULL;
}
