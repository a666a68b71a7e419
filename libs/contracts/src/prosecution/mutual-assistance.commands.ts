import { commandType } from '../command-type.ts'
import { ExtraditionDecided } from './extradition-decided.ts'
import { ExtraditionRequested } from './extradition-requested.ts'
import { MlaRequestAcknowledged } from './mla-request-acknowledged.ts'
import { MlaRequestExecuted } from './mla-request-executed.ts'
import { MlaRequestReceived } from './mla-request-received.ts'
import { MlaRequestRefused } from './mla-request-refused.ts'
import { MlaRequestReminded } from './mla-request-reminded.ts'
import { MlaRequestSent } from './mla-request-sent.ts'

export const SendMlaRequest = commandType({
  name: 'SendMlaRequest',
  service: 'prosecution',
  meaning: 'Sends a request for mutual legal assistance to another country.',
  data: MlaRequestSent.data,
  example: MlaRequestSent.example,
})

export const ReceiveMlaRequest = commandType({
  name: 'ReceiveMlaRequest',
  service: 'prosecution',
  meaning: 'Records a request for mutual legal assistance that another country sent.',
  data: MlaRequestReceived.data,
  example: MlaRequestReceived.example,
})

export const AcknowledgeMlaRequest = commandType({
  name: 'AcknowledgeMlaRequest',
  service: 'prosecution',
  meaning: 'Records that another country’s request for mutual legal assistance was acknowledged.',
  data: MlaRequestAcknowledged.data,
  example: MlaRequestAcknowledged.example,
})

export const RemindOfMlaRequest = commandType({
  name: 'RemindOfMlaRequest',
  service: 'prosecution',
  meaning: 'Records that another country was asked again about a request for mutual legal assistance that was sent to it.',
  data: MlaRequestReminded.data,
  example: MlaRequestReminded.example,
})

const { direction: _, ...execution } = MlaRequestExecuted.example

export const ExecuteMlaRequest = commandType({
  name: 'ExecuteMlaRequest',
  service: 'prosecution',
  meaning: 'Records the execution of a request for mutual legal assistance, with the items certified as evidence.',
  data: MlaRequestExecuted.data.omit({ direction: true }),
  example: execution,
})

export const RefuseMlaRequest = commandType({
  name: 'RefuseMlaRequest',
  service: 'prosecution',
  meaning: 'Refuses or postpones a request for mutual legal assistance.',
  data: MlaRequestRefused.data,
  example: MlaRequestRefused.example,
})

export const RequestExtradition = commandType({
  name: 'RequestExtradition',
  service: 'prosecution',
  meaning: 'Requests another country to extradite a person.',
  data: ExtraditionRequested.data,
  example: ExtraditionRequested.example,
})

export const DecideExtradition = commandType({
  name: 'DecideExtradition',
  service: 'prosecution',
  meaning: 'Records the other country’s decision on an extradition request.',
  data: ExtraditionDecided.data,
  example: ExtraditionDecided.example,
})
