import type { EventStore } from '@case-timeline/event-store'

/** A store that notes how many events each reading of a case or a stream returned. */
export const countedReads = (store: EventStore): { readonly store: EventStore; readonly events: number[] } => {
  const events: number[] = []
  const noted = async <T extends readonly unknown[]>(reading: Promise<T>): Promise<T> => {
    const found = await reading
    events.push(found.length)
    return found
  }
  const counted: Pick<EventStore, 'readCase' | 'readStream'> = {
    readCase: (...args) => noted(store.readCase(...args)),
    readStream: (...args) => noted(store.readStream(...args)),
  }
  const get = (target: EventStore, name: string | symbol): unknown => {
    const value: unknown = name in counted ? Reflect.get(counted, name) : Reflect.get(target, name)
    return typeof value === 'function' ? value.bind(target) : value
  }
  return { store: new Proxy(store, { get }), events }
}
