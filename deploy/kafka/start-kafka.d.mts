/** What the broker is started with. */
export interface KafkaOptions {
  /** Where it keeps its data, kept after it stopped; a temporary folder, removed by `stop`, when not given. */
  readonly dataDir?: string
  /** On 127.0.0.1; a free one when not given. */
  readonly port?: number
  /** Logins by SASL/PLAIN, name to password. With them an authorizer denies everything to everybody but the first, which may all. */
  readonly users?: Readonly<Record<string, string>>
  /** Listens with TLS, under a certificate of its own (`ca`). */
  readonly ssl?: boolean
  /** Further lines of server.properties; they win. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

/** A broker that runs. */
export interface RunningKafka {
  /** Its address, `127.0.0.1:port`; the same after a restart. */
  readonly brokers: readonly [string]
  /** With `ssl`: the file with the certificate that clients must believe (PEM). */
  readonly ca: string | undefined
  /** The file that the broker logs to. */
  readonly log: string
  readonly pid: number
  /** Settles when the broker has ended, with the signal or exit code. */
  readonly gone: Promise<string>
  /** Stops it cleanly and keeps the data: `restart` brings it back. */
  halt(): Promise<void>
  /** Ends it as kill -9 does: `restart` brings it back. */
  kill(): Promise<void>
  /** Stops it cleanly if it runs, and starts it again on the same port and data. */
  restart(): Promise<void>
  /** Stops it cleanly for good, and removes its data unless a folder was given. */
  stop(): Promise<void>
}

/** Starts a real broker for development and tests: one node, on loopback, fetched from Maven Central when it is not there yet. */
export declare const startKafka: (options?: KafkaOptions) => Promise<RunningKafka>
