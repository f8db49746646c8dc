# The article's example in R's nnet, by its own defaults but for linear output units; its one
# seed is R's.
args <- commandArgs(FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", args, value = TRUE)[1]))
helpers <- Sys.getenv("REROLL_HELPERS", file.path(here, "../../data/trainer"))
source(file.path(helpers, "reroll.R"))
library(nnet)

table <- read.csv(file.path(here, "article.csv"))
x <- as.matrix(table[, 1:10])
iterations <- if ("maxit" %in% args) as.integer(args[match("maxit", args) + 1]) else 100

reroll_runs(sources = "seed", kind = "regression", probes = nrow(x), targets = table$y, train = function(run) {
  set.seed(run$seed)
  net <- nnet(x, table$y, size = 10, linout = TRUE, maxit = iterations, trace = FALSE)
  run$epoch(train_loss = net$value / nrow(x))
  predict(net, x)
})
