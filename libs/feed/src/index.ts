export { caseKeyOf, type Consumer, type Reaction, reaction, TryAgain, typesOf } from './consumer.ts'
export { advance, advanced, type Claim, claim, ClaimLost, type Held, register, startOf, take } from './claim.ts'
export { deliver, type Unhandled } from './deliver.ts'
export type { Consume, Consuming, Feed, Measure } from './feed.ts'
export { feedMigrations } from './feed.migration.ts'
export { aclCommands, aclEntries, agencyGroupPrefix, type Grant, grantsOf, type Participants } from './kafka/acls.ts'
export type { CommandMessage, CommandNotice, CommandReply, FollowCommands } from './kafka/command-message.ts'
export { followCommands, type FollowingCommands } from './kafka/command-topics.ts'
export { examineTopics, type TopicFinding } from './kafka/examine-topics.ts'
export { kafkaFeed, type KafkaFeed } from './kafka/kafka-feed.ts'
export { type Prepared, prepareTopics, type PrepareTopics } from './kafka/prepare-topics.ts'
export { RELAY, type Relay, startRelay, type StartRelay } from './kafka/relay.ts'
export type { Oversized, SetAside } from './kafka/relay-memory.ts'
export { type RelayStatus, relayStatus, topicEnds } from './kafka/status.ts'
export type { Ends } from './kafka/topic-ends.ts'
export { FeedUrlError, type KafkaAddress, parseFeedUrl } from './kafka/kafka-url.ts'
export {
  answerTopic,
  commandTopic,
  eventTopic,
  groupOf,
  plannedTopics,
  type PlannedTopic,
  quarantineTopic,
  type TopicNeeds,
} from './kafka/topics.ts'
export { type Lag, lagOf, type PartitionLag } from './lag.ts'
export { keep, type Lease } from './lease.ts'
export type { Notice, Observe } from './notice.ts'
export { type ParkedCase, parkedCases } from './parked.ts'
export { openFeed, openRelay } from './open-feed.ts'
export { EVERY_PARTITION, PARTITIONS, partitionOf } from './partition.ts'
export { positionOf, positionsOf, waitFor } from './position.ts'
export { readAhead } from './read-ahead.ts'
export { type Retried, retryParked } from './retry.ts'
export { NotTheFirst, type Skip, type SkippedEvent, skippedEvents, skipParked } from './skip.ts'
export { storeFeed, type StoreFeed } from './store-feed.ts'
export { isTransient } from './transient.ts'
