export { commandAnswerer, type MessageOutcome } from './inbound/answer-message.ts'
export { signedCommandDispatcher, type Inject } from './inbound/signed-commands.ts'
export { EventsController } from './events.controller.ts'
export { Outbound, outboundOf } from './outbound.ts'
