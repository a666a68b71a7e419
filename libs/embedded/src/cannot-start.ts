/** The embedded PostgreSQL cannot be started; the message contains the reason, `remedies` what the user can do. */
export class CannotStart extends Error {
  override readonly name: string = 'CannotStart'
  readonly remedies: readonly string[]

  constructor(reason: string, remedies: readonly string[]) {
    super(reason)
    this.remedies = remedies
  }
}

/** Another process uses this data at present. */
export class DataInUse extends CannotStart {
  override readonly name = 'DataInUse'

  constructor(dataDir: string) {
    super(`Another case-timeline is running on the data in ${dataDir}.`, [
      'use that one (casectl doctor shows where it listens)',
      'stop it first, with Ctrl-C in its terminal',
      'or start this one on other data: casectl up --data OTHER-FOLDER',
    ])
  }
}
