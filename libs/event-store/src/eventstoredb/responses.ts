import type { ClientReadableStream } from '@grpc/grpc-js'
import { StoreUnavailable } from '../event-store.ts'
import type { ReadResponse } from './requests.ts'

/** Whether the server answers at all, which a search that takes long does not show. */
export interface Reachable {
  isConnected(): boolean
  /** How long the connection may take, in milliseconds. */
  readonly connectMs: number
}

export interface ReadTimeout {
  /** Ends the read when aborted. */
  readonly signal?: AbortSignal | undefined
  /**
   * Time limit for each response while the reader waits for it, in milliseconds; absent: no limit, as on a
   * subscription.
   */
  readonly timeoutMs?: number | undefined
}

const MAX_BATCH_SIZE = 256

/**
 * The responses of a call, several at a time when available. The end of the iteration cancels the call.
 * @throws the error of the call; StoreUnavailable when no response, or no connection, came in time
 */
export async function* responses(
  call: ClientReadableStream<ReadResponse>,
  { signal, timeoutMs }: ReadTimeout,
  { isConnected, connectMs }: Reachable,
): AsyncGenerator<readonly ReadResponse[]> {
  let hasTimedOut = false
  const cancel = (): void => call.cancel()
  const startTimeout = (ms: number | undefined): NodeJS.Timeout | undefined =>
    ms === undefined
      ? undefined
      : setTimeout(() => {
          hasTimedOut = true
          cancel()
        }, ms)
  // The iteration reports this error; without a listener, an error after the iteration has ended would end the process.
  call.on('error', () => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  let timeoutTimer = startTimeout(timeoutMs)
  const connectTimer = setTimeout(() => {
    if (isConnected()) return
    hasTimedOut = true
    cancel()
  }, connectMs)
  try {
    let batch: ReadResponse[] = []
    for await (const response of call) {
      clearTimeout(timeoutTimer)
      batch.push(response)
      if (call.readableLength > 0 && batch.length < MAX_BATCH_SIZE) continue
      yield batch
      batch = []
      timeoutTimer = startTimeout(timeoutMs)
    }
  } catch (error) {
    if (signal?.aborted) return
    if (hasTimedOut) throw new StoreUnavailable('the event store did not answer before the deadline: read again', { cause: error })
    throw error
  } finally {
    clearTimeout(timeoutTimer)
    clearTimeout(connectTimer)
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}
