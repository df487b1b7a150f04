const IN_USE = ["EADDRINUSE", "EACCES", "EPERM", "EADDRNOTAVAIL", "ENOTFOUND"];

/** Tells the error of a port or an address that can't be listened on, by what each runtime makes of it. */
export function isListenError(error: unknown): boolean {
  const { code, name } = Object(error);
  return IN_USE.includes(code) || ["AddrInUse", "PermissionDenied", "AddrNotAvailable"].includes(name);
}
