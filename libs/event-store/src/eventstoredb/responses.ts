import type { ClientReadableStream } from '@grpc/grpc-js'
import { StoreUnavailable } from '../event-store.ts'
import type { ReadResponse } from './requests.ts'

export interface Patience {
  /** Ends the read when aborted. */
  readonly signal?: AbortSignal | undefined
  /** How long nothing may come while somebody waits, in milliseconds; absent: for ever, as on a subscription. */
  readonly patienceMs?: number | undefined
}

const TAKEN_AT_ONCE = 256

/**
 * What comes on a call, several responses at a time when they are there. However the reading ends, the call ends with it.
 * @throws what the call failed with; StoreUnavailable when nothing came for too long
 */
export async function* responses(
  call: ClientReadableStream<ReadResponse>,
  { signal, patienceMs }: Patience,
): AsyncGenerator<readonly ReadResponse[]> {
  let silent = false
  const cancel = (): void => call.cancel()
  const waitFor = (ms: number | undefined): NodeJS.Timeout | undefined =>
    ms === undefined
      ? undefined
      : setTimeout(() => {
          silent = true
          cancel()
        }, ms)
  // Told to whoever reads; without a listener, what comes after he has left ends the process.
  call.on('error', () => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  let waiting = waitFor(patienceMs)
  try {
    let taken: ReadResponse[] = []
    for await (const response of call) {
      clearTimeout(waiting)
      taken.push(response)
      if (call.readableLength > 0 && taken.length < TAKEN_AT_ONCE) continue
      yield taken
      taken = []
      waiting = waitFor(patienceMs)
    }
  } catch (error) {
    if (signal?.aborted) return
    if (silent) throw new StoreUnavailable('the event store did not answer before the deadline: ask again', { cause: error })
    throw error
  } finally {
    clearTimeout(waiting)
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}
