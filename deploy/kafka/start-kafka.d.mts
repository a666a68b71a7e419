/** The options of the broker. */
export interface KafkaOptions {
  /** The data folder, kept after the broker has stopped; default: a temporary folder, removed by `stop`. */
  readonly dataDir?: string
  /** On 127.0.0.1; default: a free port. */
  readonly port?: number
  /** A running broker whose cluster this one joins, as a broker only; default: a cluster of its own. */
  readonly joins?: RunningKafka
  /**
   * SASL/PLAIN logins, name to password. With them an authorizer denies every operation to all logins but the first, a
   * superuser.
   */
  readonly users?: Readonly<Record<string, string>>
  /** Listens with TLS, with a self-signed certificate (`ca`). */
  readonly ssl?: boolean
  /** Further lines of server.properties; they override the others. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

/** A cluster, whose controller is its first broker. */
export interface Cluster {
  readonly id: string
  readonly controllerPort: number
  /** Of all brokers that have joined. */
  readonly nodeIds: readonly number[]
}

/** A running broker. */
export interface RunningKafka {
  /** Its address, `127.0.0.1:port`; the same after a restart. */
  readonly brokers: readonly [string]
  /** With `ssl`: the file with the certificate that clients must trust (PEM). */
  readonly ca: string | undefined
  /** The file that the broker logs to. */
  readonly log: string
  readonly cluster: Cluster
  /** Its id in the cluster. */
  readonly nodeId: number
  readonly pid: number
  /** Resolves with the signal or exit code when the broker has ended. */
  readonly gone: Promise<string>
  /** Stops it cleanly and keeps the data: `restart` starts it again. */
  halt(): Promise<void>
  /** Kills it like kill -9: `restart` starts it again. */
  kill(): Promise<void>
  /** Stops it cleanly if it runs, and starts it again on the same port and data. */
  restart(): Promise<void>
  /** Stops it cleanly, and removes its data unless a folder was given. */
  stop(): Promise<void>
}

/**
 * Starts a real broker for development and tests: one node, on loopback, downloaded from Maven Central the first time.
 */
export declare const startKafka: (options?: KafkaOptions) => Promise<RunningKafka>
