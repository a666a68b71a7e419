/** What identifies a command, and distinguishes a repetition from another command of the same id. */
export interface Repeatable {
  readonly commandId: string
  readonly stream: string
  /** 32 bytes. */
  readonly digest: Buffer
  /** `EventStore.generation` in which it is handled. */
  readonly generation: number
}

/** Answers a repetition by the first answer; undefined if that does not settle it. */
type AnswerToRepetition<T> = (first: T, isSame: boolean) => T | undefined

/**
 * Handles a command that is sent several times at the same time once: those that come while the first is being handled
 * wait for its answer, and are neither decided nor sent to the store.
 */
export const handleOnce = () => {
  const inProgress = new Map<string, { readonly digest: Buffer; readonly answer: Promise<unknown> }>()
  return async <T>(
    { commandId, stream, digest, generation }: Repeatable,
    work: () => Promise<T>,
    answerToRepetition: AnswerToRepetition<T>,
  ): Promise<T> => {
    const key = `${generation} ${commandId} ${stream}`
    const first = inProgress.get(key)
    if (first) {
      const answered = (await first.answer.catch(() => undefined)) as T | undefined
      return (answered && answerToRepetition(answered, digest.equals(first.digest))) ?? work()
    }
    const answer = work()
    inProgress.set(key, { digest, answer })
    try {
      return await answer
    } finally {
      inProgress.delete(key)
    }
  }
}
