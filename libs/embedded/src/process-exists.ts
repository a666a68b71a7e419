/** Whether a process exists, also if it belongs to another user. The id may have been reused by another program. */
export const processExists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    // EPERM: the process exists, but belongs to another user.
    return (failure as NodeJS.ErrnoException).code === 'EPERM'
  }
}
