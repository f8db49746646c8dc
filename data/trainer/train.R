# Twelve tanh units learn a noisy wave, in base R.  By itself: Rscript train.R --init 7
# Again and again, with every seed fixed or free: reroll drive -- Rscript train.R
source("reroll.R")   # beside this file

set.seed(1)
x <- runif(40, -3, 3)
y <- sin(2 * x) + rnorm(40, 0, 0.1)
at <- seq(-3, 3, 0.25)

hidden <- function(w, x) tanh(outer(x, w[1:12]) + rep(w[13:24], each = length(x)))
net <- function(w, x) drop(hidden(w, x) %*% w[25:36])

reroll_runs(sources = c("init", "shuffle"), kind = "regression", probes = length(at),
            targets = sin(2 * at), train = function(run) {
  set.seed(run$init)
  w <- rnorm(36)
  set.seed(run$shuffle)
  for (epoch in 1:20) {
    for (i in sample(40)) {
      h <- drop(hidden(w, x[i]))
      e <- 0.1 * (sum(w[25:36] * h) - y[i])
      g <- e * w[25:36] * (1 - h^2)
      w <- w - c(g * x[i], g, e * h)
    }
    run$epoch(train_loss = mean((net(w, x) - y)^2))
  }
  net(w, at)
})
