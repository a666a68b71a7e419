/** What an installation of a profile has: files of the chart's folder `values`, and values that come after them. */
interface Profile {
  readonly files: readonly string[]
  readonly values: object
  readonly hasKafka: boolean
}

/** The broker of the chart case-timeline-backing with `mode: dev`, which has no TLS, no login and no other broker. */
const DEVELOPMENT_KAFKA = {
  feed: { kind: 'kafka', kafka: { brokers: ['backing-kafka:9092'], tls: false, login: false } },
  topics: { replication: 1, minInsync: 1 },
}

export const PROFILES = {
  /** PostgreSQL only. */
  minimal: { files: ['minimal.yaml'], values: {}, hasKafka: false },
  /** The same with small pods, from images that each node has already. */
  dev: { files: ['dev.yaml'], values: {}, hasKafka: false },
  /** PostgreSQL and Kafka. */
  kafka: { files: ['minimal.yaml'], values: DEVELOPMENT_KAFKA, hasKafka: true },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES

export const isProfile = (name: string): name is ProfileName => Object.hasOwn(PROFILES, name)
