/** The local broker cannot start. The message contains the reason and the remedy. */
export class CannotStart extends Error {
  name = 'CannotStart'
}
