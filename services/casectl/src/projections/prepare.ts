import { measuredProgress, prepareViews, startFailureText } from '@case-timeline/service-kit'
import type { Environment } from '../client.ts'
import { DESCRIPTION_OF } from '../descriptions.ts'
import { serviceNamed } from '../deployment/check-configuration.ts'
import { Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'
import { progressBar, progressLines } from './progress.ts'

export interface PrepareOptions {
  readonly service: string
  readonly rate?: number
  readonly share?: number
  /** In seconds: then the service starts, and fills the rest by itself. */
  readonly patience?: number
}

/**
 * Fills the views of one service for this release, with the variables of that service, before it serves them. The
 * release before goes on with its own.
 * @param stop ends it; what was filled is kept, and the next run continues there
 */
export const prepareForRelease = async (
  screen: Screen,
  env: Environment,
  { service, rate, share, patience }: PrepareOptions,
  stop: Promise<string>,
): Promise<void> => {
  const description = DESCRIPTION_OF[serviceNamed(service)]
  const ending = new AbortController()
  void stop.then((reason) => ending.abort(new Failure(`${reason}: what was filled is kept, and the next run continues there.`)))
  const isOver = new Failure('it took longer than its patience')
  const timer = patience === undefined ? undefined : setTimeout(() => ending.abort(isOver), patience * 1_000).unref()
  const isBar = !screen.json && process.stderr.isTTY
  const shown = isBar ? progressBar(process.stderr, `${service} prepare`) : progressLines(process.stderr, service)
  const measured = measuredProgress()
  const prepared = await prepareViews(description, env, {
    signal: ending.signal,
    throttle: { rate, share },
    progress: (made) => {
      measured.note(made)
      shown.at(measured.current())
    },
  })
    .catch((error: unknown) => {
      if (ending.signal.reason === isOver) return undefined
      const text = startFailureText(error)
      throw text === undefined ? error : new Failure(text)
    })
    .finally(() => {
      clearTimeout(timer)
      shown.end()
    })
  if (prepared === undefined)
    return show(
      screen,
      { service, isComplete: false },
      () => `${service}: not filled within ${patience} s: the service fills the rest by itself`,
    )
  show(screen, { service, isComplete: true, prepared }, () =>
    prepared
      .map(({ view, version, how, position }) =>
        how === 'waits'
          ? `${service} ${view}: the log went back behind it: casectl feed realign`
          : how === 'filled'
            ? `${service} ${view}: version ${version} is filled up to position ${position}`
            : `${service} ${view}: version ${version} was there already, at position ${position}`,
      )
      .join('\n'),
  )
}
