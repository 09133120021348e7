// Files that are opened beneath a folder, whatever their path says: openat2, which Glibc has no function for.
#ifndef CFILES_H
#define CFILES_H

// Opens a file for reading by its path within a folder (a descriptor); links are followed as long as they stay in the folder. Nothing
// that it opens makes it wait. A descriptor, or the negative of errno: EXDEV for what leads out of the folder, ENOSYS (in some
// containers EPERM) where the system has no openat2.
int cfiles_open_beneath(int folder, const char *path);

// The same segment by segment, for systems without openat2; no link is followed (ELOOP, ENOTDIR).
int cfiles_open_by_segments(int folder, const char *path);

// A folder to begin from; the negative of errno if there is none.
int cfiles_open_folder(const char *path);

#endif
