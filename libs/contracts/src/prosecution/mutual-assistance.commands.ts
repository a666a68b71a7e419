import { commandType } from '../command-type.ts'
import { ExtraditionDecided } from './extradition-decided.ts'
import { ExtraditionRequested } from './extradition-requested.ts'
import { MlaRequestAcknowledged } from './mla-request-acknowledged.ts'
import { MlaRequestExecuted } from './mla-request-executed.ts'
import { MlaRequestReceived } from './mla-request-received.ts'
import { MlaRequestRefused } from './mla-request-refused.ts'
import { MlaRequestSent } from './mla-request-sent.ts'

export const SendMlaRequest = commandType({
  name: 'SendMlaRequest',
  service: 'prosecution',
  meaning: 'Ask another country for legal assistance.',
  data: MlaRequestSent.data,
  example: MlaRequestSent.example,
})

export const ReceiveMlaRequest = commandType({
  name: 'ReceiveMlaRequest',
  service: 'prosecution',
  meaning: 'Record that another country asked for legal assistance.',
  data: MlaRequestReceived.data,
  example: MlaRequestReceived.example,
})

export const AcknowledgeMlaRequest = commandType({
  name: 'AcknowledgeMlaRequest',
  service: 'prosecution',
  meaning: 'Record that another country was told that its request arrived.',
  data: MlaRequestAcknowledged.data,
  example: MlaRequestAcknowledged.example,
})

const { direction: _, ...execution } = MlaRequestExecuted.example

export const ExecuteMlaRequest = commandType({
  name: 'ExecuteMlaRequest',
  service: 'prosecution',
  meaning: 'Record what a request for legal assistance brought, certified as evidence.',
  data: MlaRequestExecuted.data.omit({ direction: true }),
  example: execution,
})

export const RefuseMlaRequest = commandType({
  name: 'RefuseMlaRequest',
  service: 'prosecution',
  meaning: 'Refuse a request for legal assistance, or put it off.',
  data: MlaRequestRefused.data,
  example: MlaRequestRefused.example,
})

export const RequestExtradition = commandType({
  name: 'RequestExtradition',
  service: 'prosecution',
  meaning: 'Ask another country to hand over a person.',
  data: ExtraditionRequested.data,
  example: ExtraditionRequested.example,
})

export const DecideExtradition = commandType({
  name: 'DecideExtradition',
  service: 'prosecution',
  meaning: 'Record whether the other country hands the person over.',
  data: ExtraditionDecided.data,
  example: ExtraditionDecided.example,
})

export const mutualAssistanceCommands = [
  SendMlaRequest,
  ReceiveMlaRequest,
  AcknowledgeMlaRequest,
  ExecuteMlaRequest,
  RefuseMlaRequest,
  RequestExtradition,
  DecideExtradition,
] as const
