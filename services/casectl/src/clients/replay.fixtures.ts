import { callOf, type Caller, type Documents } from './calls.fixtures.ts'
import { differences } from './differences.fixtures.ts'
import type { Exchange, Recorder } from './exchanges.fixtures.ts'

/** The query’s parameters have no order. */
const comparable = ({ method, path, headers, body }: Exchange): unknown => {
  const { pathname, searchParams } = new URL(path, 'http://localhost')
  return {
    request: `${method} ${pathname}`,
    query: Object.fromEntries(searchParams),
    headers: { ...headers, 'content-type': undefined, 'min-position': undefined },
    body,
  }
}

/**
 * Sends the request of an exchange with a client, and answers it as the exchange does.
 * @returns what is different in the request that arrived, and in what the client read
 */
export const replayed = async (
  recorder: Recorder,
  caller: Caller,
  documents: Documents,
  exchange: Exchange,
): Promise<readonly string[]> => {
  const call = callOf(documents, exchange)
  recorder.exchanges.length = 0
  recorder.replay([exchange])
  const read = await caller.call(call, recorder.urls[exchange.service])
  const [sent] = recorder.exchanges
  const found = [
    ...(sent ? differences(comparable(exchange), comparable(sent)).map((one) => `sent ${one}`) : ['nothing was sent']),
    ...(read.failure === undefined
      ? differences({ status: exchange.status, body: exchange.answer }, { status: read.status, body: read.body }).map(
          (one) => `read ${one}`,
        )
      : [read.failure]),
  ]
  return found.map((one) => `${exchange.service} ${call.method} ${call.path} (${exchange.status}): ${one}`)
}
