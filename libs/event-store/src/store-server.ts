/** The server that stores the events, for operators. It names no login. */
export interface StoreServer {
  /** Product and version, as the server states them. */
  readonly product: string
  /** `host:port` of the node that is used. */
  readonly address: string
  /** The nodes of its cluster, where the server lists them. */
  readonly nodes?: readonly StoreNode[] | undefined
  /** The position up to which this process knows the log; absent where it keeps nothing of it. */
  readonly knownTo?: string | undefined
  /** The position up to which this process has its index of cases; absent where the server has the index. */
  readonly indexedTo?: string | undefined
}

/** A node of a cluster of servers. */
export interface StoreNode {
  readonly address: string
  /** Such as `leader` or `follower`, in the words of the server. */
  readonly state: string
  readonly isAlive: boolean
}
