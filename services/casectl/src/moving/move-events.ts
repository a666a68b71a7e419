import {
  compareLogs,
  ConnectionStringError,
  type LogComparison,
  type LogDifference,
  movableEventStoreDbLog,
  type MovableLog,
  movablePostgresLog,
  MoveInterrupted,
  moveLog,
  type MoveProgress,
  MoveRefused,
} from '@case-timeline/event-store/drivers'
import { databaseUrl } from '@case-timeline/service-kit'
import type { Environment } from '../client.ts'
import { isEventStoreDb } from '../deployment/is-event-store-db.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'
import { requireVerified } from '../verified-servers.ts'

const SOURCE = 'MOVE_FROM'
const TARGET = 'MOVE_TO'
/** Between two sentences about the progress. */
const REPORT_MS = 10_000
const SHOWN_DIFFERENCES = 20

const openLog = (env: Environment, variable: string, prefix: string): MovableLog => {
  const url = env[variable]
  if (!url)
    throw new Failure(
      `${variable} is not set: it names ${variable === SOURCE ? 'the event store that has the log' : 'the event store that gets the log'}, with the login of an administrator.`,
      [
        `set it, such as ${variable}=postgres://postgres:…@db.example:5432/postgres?sslmode=verify-full or ${variable}=esdb://admin:…@store.example:2113`,
      ],
      EXIT.usage,
    )
  if (isEventStoreDb(url))
    try {
      return movableEventStoreDbLog(url)
    } catch (failure) {
      if (failure instanceof ConnectionStringError) throw new Failure(`${variable} ${failure.message}.`, [], EXIT.usage)
      throw failure
    }
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol) && new URL(url).hostname !== '') {
    requireVerified(env, variable, url)
    return movablePostgresLog(databaseUrl(url, `${prefix}events`))
  }
  throw new Failure(
    `${variable} is not the URL of an event store.`,
    ['use postgres://login:password@host:5432/postgres or esdb://login:password@host:2113'],
    EXIT.usage,
  )
}

const asFailure = (error: unknown): unknown => {
  if (error instanceof MoveRefused) return new Failure(error.message, error.remedies)
  if (error instanceof MoveInterrupted)
    return new Failure(error.message, ['correct that, and run the same command again: it continues where this one stopped'])
  return error
}

/** Runs work on both logs, and closes them. */
const onBoth = async <T>(env: Environment, prefix: string, work: (source: MovableLog, target: MovableLog) => Promise<T>): Promise<T> => {
  if (env[SOURCE] !== undefined && env[SOURCE] === env[TARGET])
    throw new Failure(`${SOURCE} and ${TARGET} name the same event store.`, ['set one of them to the other event store'], EXIT.usage)
  const source = openLog(env, SOURCE, prefix)
  const target = openLog(env, TARGET, prefix)
  try {
    return await work(source, target)
  } catch (error) {
    throw asFailure(error)
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

const reporter = (report: (sentence: string) => void): MoveProgress => {
  let last = performance.now()
  return (phase, events) => {
    if (performance.now() - last < REPORT_MS) return
    last = performance.now()
    report(`${events} events ${phase}`)
  }
}

const sentenceOf = ({ what, event, stream, revision, members }: LogDifference): string => {
  const place = `event ${event} (${stream}, revision ${revision})`
  switch (what) {
    case 'intact':
      return `${place}: the source was changed after it was recorded: ${members.join(', ')}`
    case 'differs':
      return `${place}: the target has another ${members.join(', ')}`
    case 'missing':
      return `${place}: the target does not have it`
    case 'added':
      return `${place}: the source does not have it`
  }
}

const countsOf = ({ events, streams, commands, root, differenceCount }: LogComparison): string =>
  `Compared: ${events} events in ${streams} streams, of ${commands} commands; every hash and chain recomputed. Differences: ${differenceCount}.\n` +
  `Root of the log, as its signed heads state it: ${root}`

const refuseDifferences = ({ differenceCount, differences }: LogComparison): void => {
  if (differenceCount === 0) return
  throw new Failure(`The logs differ in ${differenceCount} places: do not use the target.`, [
    ...differences.slice(0, SHOWN_DIFFERENCES).map(sentenceOf),
    'stop whatever writes to either of them, and start again with an empty target',
  ])
}

/**
 * Copies the whole log of MOVE_FROM to MOVE_TO, and compares both. May be repeated: it continues after what is there.
 * @param prefix of the database `events` of a PostgreSQL
 * @param report receives a sentence about the progress now and then
 * @throws Failure; where the logs differ after it, too
 */
export const moveEvents = (screen: Screen, env: Environment, prefix: string, report: (sentence: string) => void): Promise<void> =>
  onBoth(env, prefix, async (source, target) => {
    const moved = await moveLog(source, target, reporter(report))
    const starts = moved.differenceCount === 0 ? moved.starts.length : 0
    show(
      screen,
      { from: source.name, to: target.name, ...moved },
      () =>
        `Copied ${moved.copied} events from ${source.name} to ${target.name}; earlier runs had copied ${moved.before}.\n` +
        `${countsOf(moved)}\nStarts of consumers: ${starts}.`,
    )
    refuseDifferences(moved)
  })

/** Compares the logs of MOVE_FROM and MOVE_TO, and changes nothing. @throws Failure where they differ */
export const compareEvents = (screen: Screen, env: Environment, prefix: string, report: (sentence: string) => void): Promise<void> =>
  onBoth(env, prefix, async (source, target) => {
    const progress = reporter(report)
    const compared = await compareLogs(source, target, (events) => progress('verified', events))
    show(screen, { from: source.name, to: target.name, ...compared }, () => countsOf(compared))
    refuseDifferences(compared)
  })
