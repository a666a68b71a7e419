import type { SASLOptions } from 'kafkajs'

/** Where Kafka is, and who this process is to it. */
export interface KafkaAddress {
  readonly brokers: readonly string[]
  readonly ssl?: boolean | { readonly ca: string }
  readonly sasl?: SASLOptions
  /** Begins the names of all topics and groups. */
  readonly prefix: string
}

/** Reads `kafka://[login:password@]host:port[,host:port…]/?prefix=…`. */
export const parseFeedUrl = (url: string): KafkaAddress => {
  const read = /^kafka:\/\/(?:[^@/]*@)?([^/?]+)\/?(?:\?(.*))?$/.exec(url)
  if (!read?.[1]) throw new Error('EVENT_FEED_URL is no kafka:// address')
  return { brokers: read[1].split(','), prefix: new URLSearchParams(read[2]).get('prefix') ?? '' }
}
