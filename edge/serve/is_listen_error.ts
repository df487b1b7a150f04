const IN_USE = ["EADDRINUSE", "EACCES", "EPERM", "EADDRNOTAVAIL", "ENOTFOUND"];

/** Checks whether an error of any runtime says that a port or an address can't be listened on. */
export function isListenError(error: unknown): boolean {
  const { code, name } = Object(error);
  return IN_USE.includes(code) || ["AddrInUse", "PermissionDenied", "AddrNotAvailable"].includes(name);
}
