import { eventStoreDbEventStore } from '@case-timeline/event-store/drivers'
import { Streams, type Prepare } from '../peer.ts'
import { handlingIn } from './own-handle.ts'
import { appending } from './own-store.ts'

const ownStore = (url: string) => eventStoreDbEventStore({ url, service: 'investigation' })

/** Appends with the driver of EventStoreDB, hashing included. */
export const appendToEventStoreDb: Prepare = async (url, clients) => appending(ownStore(url), new Streams(clients))

/** Whole commands like those of `handleMostlyCached`, with the driver of EventStoreDB. */
export const handleOnEventStoreDb: Prepare = async (url, clients) => handlingIn(ownStore(url), clients, {})
