const OBEYING = new WeakSet<object>()

/**
 * Declares that an answer goes by the orders of the court: whatever it shows of a case went through `Confidentiality`.
 * A route that shows facts of a case and answers with anything else is answered with an error instead.
 */
export const obeying = <T extends object>(answer: T): T => {
  OBEYING.add(answer)
  return answer
}

export const isObeying = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && OBEYING.has(answer)
