export { Delivery, participationEventsOf, handoversIn, handoversOn, ReactsTo } from './event-handlers.ts'
export {
  type CommandInOtherCase,
  type Handover,
  handover,
  handoverOfEach,
  Handovers,
  handoversOf,
  NobodyReceives,
  handoverToOtherCases,
  type HandoverEvent,
} from './handover.ts'
export { FeedTransport } from './feed-transport.ts'
export { receiverOf } from './receiver.ts'
export { viewHandler } from './view-handler.ts'
