"""Reports: daily counters kept by reactions, figures by village and period, sheets of them."""
