import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'

/** A request; `ca` are the certificates (PEM) that are trusted in place of the system's. */
export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly ca?: string | undefined
  readonly timeoutMs: number
}

export interface Exchanged {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const MEBIBYTE = 1024 * 1024
const MAX_ANSWER_BYTES = 256 * MEBIBYTE

const headersOf = ({ headersDistinct }: IncomingMessage): Headers =>
  new Headers(Object.entries(headersDistinct).flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value])))

/**
 * Sends a request and reads the answer. A redirect is an answer like any other, so that a token goes to the address for
 * which it was given and to no other. (Node's own `fetch` cannot trust the authority of one deployment.)
 *
 * @throws Error when there is no answer in time
 */
export const exchange = (url: string, { method, headers, body, ca, timeoutMs }: Exchange): Promise<Exchanged> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const fail = (failure: Error) => reject(signal.aborted ? (signal.reason as Error) : failure)
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const outgoing = send(url, { method, headers, signal, ...(ca === undefined ? {} : { ca }) }, (answer) => {
      const chunks: Buffer[] = []
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes > MAX_ANSWER_BYTES) answer.destroy(new Error(`the answer has more than ${MAX_ANSWER_BYTES / MEBIBYTE} MiB`))
      })
      answer.on('error', fail)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), text: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
