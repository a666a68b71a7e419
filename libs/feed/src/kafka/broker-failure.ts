/** What a broker did not do, and what an operator can do about it. */
export class BrokerFailure extends Error {
  override readonly name = 'BrokerFailure'
  constructor(
    readonly fault: Fault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export type Fault =
  | 'unreachable'
  | 'login-refused'
  | 'not-authorised'
  | 'no-such-topic'
  /** Also when the login may not use the group: the client does not tell one from the other. */
  | 'no-coordinator'
  | 'too-large'
  /** The topic has another number of partitions than the pinned one. */
  | 'wrong-partitions'
  | 'other'

/** An error and what caused it, outermost first. */
function* causes(error: unknown): Generator<object, void, void> {
  for (let one = error; typeof one === 'object' && one !== null; one = 'cause' in one ? one.cause : undefined) yield one
}

const textOf = (error: object, member: 'type' | 'name' | 'code'): string | undefined => {
  const value: unknown = member in error ? (error as Partial<Record<typeof member, unknown>>)[member] : undefined
  return typeof value === 'string' ? value : undefined
}

const FAULT_OF_TYPE: Readonly<Record<string, Fault>> = {
  TOPIC_AUTHORIZATION_FAILED: 'not-authorised',
  GROUP_AUTHORIZATION_FAILED: 'not-authorised',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorised',
  SASL_AUTHENTICATION_FAILED: 'login-refused',
  UNSUPPORTED_SASL_MECHANISM: 'login-refused',
  UNKNOWN_TOPIC_OR_PARTITION: 'no-such-topic',
  INVALID_TOPIC_EXCEPTION: 'no-such-topic',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
}

const FAULT_OF_NAME: Readonly<Record<string, Fault>> = {
  KafkaJSSASLAuthenticationError: 'login-refused',
  KafkaJSConnectionError: 'unreachable',
  KafkaJSConnectionClosedError: 'unreachable',
  KafkaJSBrokerNotFound: 'unreachable',
  KafkaJSNoBrokerAvailableError: 'unreachable',
  KafkaJSRequestTimeoutError: 'unreachable',
  KafkaJSGroupCoordinatorNotFound: 'no-coordinator',
}

/** What kind of failure an error of the Kafka client speaks of, wrapped as it may be. */
export const faultOf = (error: unknown): Fault => {
  for (const one of causes(error)) {
    if (one instanceof BrokerFailure) return one.fault
    const fault = FAULT_OF_TYPE[textOf(one, 'type') ?? ''] ?? FAULT_OF_NAME[textOf(one, 'name') ?? '']
    if (fault !== undefined) return fault
  }
  return 'other'
}

const HOW_TO = 'see docs/how-to/run-on-kafka.md'

/** What the client was doing when it failed. */
export interface Attempt {
  readonly brokers: readonly string[]
  readonly doing: 'read' | 'write'
  readonly topic?: string | undefined
  readonly group?: string | undefined
}

const sentenceOf = (fault: Fault, error: unknown, { brokers, doing, topic, group }: Attempt): string => {
  const said = error instanceof Error ? error.message : String(error)
  const what = topic === undefined ? 'the topics' : `topic ${topic}`
  switch (fault) {
    case 'unreachable':
      return `no broker answers at ${brokers.join(', ')} (${said}): check that Kafka runs there and that EVENT_FEED_URL names it`
    case 'login-refused':
      return `Kafka refuses the login of EVENT_FEED_URL (${said}): check its user, password and sasl mechanism`
    case 'not-authorised': {
      const using = group === undefined ? '' : ` or use group ${group}`
      return `this login may not ${doing} ${what}${using} (${said}): grant it, ${HOW_TO}`
    }
    case 'no-coordinator':
      return `no broker looks after ${group === undefined ? 'the group' : `group ${group}`} (${said}): Kafka is starting, or this login may not use it; grant it, ${HOW_TO}`
    case 'no-such-topic':
      return `${what} is not there (${said}): create the topics, ${HOW_TO}`
    case 'too-large':
      return `${what} takes no message of that size (${said}): raise its max.message.bytes`
    case 'wrong-partitions':
    case 'other':
      return said
  }
}

/** An error of the Kafka client as an operator wants it: what happened, to what, and what to do next. */
export const explained = (error: unknown, attempt: Attempt): BrokerFailure => {
  if (error instanceof BrokerFailure) return error
  const fault = faultOf(error)
  return new BrokerFailure(fault, sentenceOf(fault, error, attempt), { cause: error })
}
