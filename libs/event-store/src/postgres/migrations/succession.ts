/** What a batch does with several commands of one stream. */
export interface Succession {
  readonly declared: string
  /** After the outcome of each command was looked up, as if it were alone. */
  readonly decided: string
  /** After the guards. */
  readonly guarded: string
  /** Whether no two commands are of one stream. */
  readonly isAbsent: string
  readonly order: string
}

/** Of several commands of one stream, one is recorded at most. */
export const NO_SUCCESSION: Succession = { declared: '', decided: '', guarded: '', isAbsent: 'true', order: 'e.no' }
