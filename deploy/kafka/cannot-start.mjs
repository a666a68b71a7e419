/** The local broker cannot start. The message says why and what to do about it. */
export class CannotStart extends Error {
  name = 'CannotStart'
}
